"""A small localisation delivery, synthesised: what `mixgate demo` writes, and the pieces it is made of."""

from mixgate.demo.build import build_demo
from mixgate.demo.documents import DemoDelivery
from mixgate.demo.faults import Fault, Stretch
from mixgate.demo.scene import Part, Scene, Sound
from mixgate.demo.versions import DemoFile

__all__ = ["DemoDelivery", "DemoFile", "Fault", "Part", "Scene", "Sound", "Stretch", "build_demo"]
