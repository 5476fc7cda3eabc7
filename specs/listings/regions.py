"""Regions of the world, and the territories of sheets in them, for listings and documents."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Region(StrEnum):
    """A part of the world, in the order of listings.

    Which countries are in which follows the geoscheme of the United Nations, put together as dubbing studios deliver:
    the Americas in two by language, all of Europe, Asia and Oceania in one, Africa with the Middle East.

    Source: United Nations Statistics Division, Standard Country or Area Codes for Statistical Use (M49).
    """

    WORLDWIDE = "worldwide"
    EUROPE = "europe"
    NORTH_AMERICA = "north-america"
    LATIN_AMERICA = "latin-america"
    ASIA_PACIFIC = "asia-pacific"
    MIDDLE_EAST_AFRICA = "middle-east-africa"

    @property
    def heading(self) -> str:
        """The name people read."""
        return _TITLES[self.value]


_TITLES: Final = {
    "worldwide": "Worldwide",
    "europe": "Europe",
    "north-america": "North America",
    "latin-america": "Latin America",
    "asia-pacific": "Asia and Pacific",
    "middle-east-africa": "Middle East and Africa",
}

_NAMES: Final = {
    Region.WORLDWIDE: "worldwide, international, affiliates, dubbing territories, territories on EBU R 128",
    Region.EUROPE: (
        "Europe, European Union, EU, Albania, Andorra, Armenia, Austria, Azerbaijan, Belarus, Belgium, Bosnia and "
        "Herzegovina, Bulgaria, Croatia, Cyprus, Czechia, Czech Republic, Denmark, Estonia, Finland, France, Georgia, "
        "Germany, Greece, Hungary, Iceland, Ireland, Italy, Kosovo, Latvia, Liechtenstein, Lithuania, Luxembourg, "
        "Malta, Moldova, Monaco, Montenegro, Netherlands, North Macedonia, Norway, Poland, Portugal, Romania, Russia, "
        "Serbia, Slovakia, Slovenia, Spain, Sweden, Switzerland, Turkey, Türkiye, Ukraine, United Kingdom, UK, "
        "Great Britain, Nordic countries, Nordics, Scandinavia, Baltic states, Benelux, Flanders"
    ),
    Region.NORTH_AMERICA: "North America, United States, USA, US, United States of America, Canada",
    Region.LATIN_AMERICA: (
        "Latin America, South America, Argentina, Bolivia, Brazil, Chile, Colombia, Costa Rica, Cuba, Dominican "
        "Republic, Ecuador, El Salvador, Guatemala, Honduras, Mexico, Nicaragua, Panama, Paraguay, Peru, Puerto Rico, "
        "Uruguay, Venezuela"
    ),
    Region.ASIA_PACIFIC: (
        "Asia, Asia and Pacific, Asia Pacific, South-East Asia, Southeast Asia, Oceania, Australia, Bangladesh, "
        "Brunei, Cambodia, China, Fiji, Hong Kong, India, Indonesia, Japan, Kazakhstan, Korea, South Korea, Laos, "
        "Macau, Malaysia, Mongolia, Myanmar, Nepal, New Zealand, Pakistan, Papua New Guinea, Philippines, Singapore, "
        "Sri Lanka, Taiwan, Thailand, Uzbekistan, Vietnam"
    ),
    Region.MIDDLE_EAST_AFRICA: (
        "Middle East and Africa, Middle East, Gulf, Gulf states, Arab world, MENA, Africa, Sub-Saharan Africa, "
        "Algeria, Angola, Bahrain, Botswana, Cameroon, Egypt, Ethiopia, Ghana, Iran, Iraq, Israel, Ivory Coast, "
        "Jordan, Kenya, Kuwait, Lebanon, Libya, Morocco, Mozambique, Namibia, Nigeria, Oman, Palestine, Qatar, Rwanda, "
        "Saudi Arabia, Senegal, South Africa, Sudan, Syria, Tanzania, Tunisia, Uganda, United Arab Emirates, UAE, "
        "Yemen, Zambia, Zimbabwe"
    ),
}

TERRITORIES: Final[dict[str, Region]] = {
    name.casefold(): region for region, names in _NAMES.items() for name in names.split(", ")
}
"""Every territory that is known by name, in small letters, and its region."""

_OTHER_NAMES: Final = {
    **dict.fromkeys(("usa", "us", "united states of america"), "united states"),
    **dict.fromkeys(("uk", "great britain"), "united kingdom"),
    **dict.fromkeys(("south korea",), "korea"),
    **dict.fromkeys(("czech republic",), "czechia"),
    **dict.fromkeys(("türkiye",), "turkey"),
    **dict.fromkeys(("uae",), "united arab emirates"),
    **dict.fromkeys(("southeast asia",), "south-east asia"),
    **dict.fromkeys(("nordics", "scandinavia"), "nordic countries"),
    **dict.fromkeys(("eu",), "european union"),
    **dict.fromkeys(("international",), "worldwide"),
}
"""Names of one territory: the one behind is the one it is compared by."""

_NAMED_LONGEST_FIRST: Final = re.compile(
    "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(TERRITORIES, key=len, reverse=True))
)


def regions_of(territory: str) -> tuple[Region, ...]:
    """Return the regions that a sheet's territory names, each once, the first named first.

    A country that is not known, and words that name none, are worldwide: such a sheet is looked for everywhere.

    | territory                                  | regions                  |
    |--------------------------------------------|--------------------------|
    | Germany, Austria                           | Europe                   |
    | Australia, New Zealand                     | Asia and Pacific         |
    | USA, and wherever MPA members release      | North America            |
    | affiliates                                 | Worldwide                |
    """
    return tuple(dict.fromkeys(TERRITORIES[name] for name in territories_in(territory))) or (Region.WORLDWIDE,)


def territories_in(text: str) -> tuple[str, ...]:
    """Return the territories that a text names, in small letters, each by one name: `usa` is `united states`."""
    named = _NAMED_LONGEST_FIRST.findall(text.casefold())
    return tuple(dict.fromkeys(_OTHER_NAMES.get(name, name) for name in named))
