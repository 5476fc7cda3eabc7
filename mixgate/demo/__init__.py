"""A small localisation delivery, synthesised: what `mixgate demo` writes, and the pieces it is made of."""

from mixgate.demo.build import build_demo
from mixgate.demo.documents import DemoDelivery
from mixgate.demo.faults import PlantedFault, Stretch
from mixgate.demo.scene import Scene, ScenePart, Sound
from mixgate.demo.versions import DemoFile

__all__ = ["DemoDelivery", "DemoFile", "PlantedFault", "Scene", "ScenePart", "Sound", "Stretch", "build_demo"]
