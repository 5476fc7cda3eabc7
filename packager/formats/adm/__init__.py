"""The ADM package: one ADM file of channel-based mixes, with the manifest, reports and lists of a bundle."""
