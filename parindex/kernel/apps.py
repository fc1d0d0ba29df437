from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "parindex.kernel"
    label = "kernel"
