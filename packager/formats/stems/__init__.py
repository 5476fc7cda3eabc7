"""The stem bundle: sound, manifest, reports and the lists that vouch for them."""
