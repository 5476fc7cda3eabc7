"""The XML documents of an IMF package: asset map, packing list, composition, output profile, volume index."""
