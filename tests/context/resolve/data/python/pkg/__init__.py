from .shapes import *
from .shapes import Circle as Round
from . import tools
