"""`python -m services.matching serve | migrate | load FILE`."""

from libs.delivery.command import main
from services.matching.app import SERVICE
from services.matching.load import load

main(SERVICE, load)
