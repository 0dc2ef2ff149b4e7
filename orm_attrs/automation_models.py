"""The model architectures that the platform trains, and the devices it runs them on."""

from enum import Enum


class AutomationModels(Enum):
    """An architecture to train; it decides which kind of label the model predicts."""

    FAST_AI = "fast_ai"
    """Frame-level classification, as are all ResNet and VGG members."""
    RESNET18 = "resnet18"
    RESNET34 = "resnet34"
    RESNET50 = "resnet50"
    RESNET101 = "resnet101"
    RESNET152 = "resnet152"
    VGG16 = "vgg16"
    VGG19 = "vgg19"
    FASTER_RCNN = "faster_rcnn"
    """Object detection with bounding boxes."""
    MASK_RCNN = "mask_rcnn"
    """Instance segmentation with polygons."""


class Device(Enum):
    """The hardware for a training or inference run."""

    CUDA = "cuda"
    CPU = "cpu"
