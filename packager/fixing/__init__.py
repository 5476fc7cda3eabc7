"""The one door out: a plan is streamed into files, which are measured again."""
