"""`python -m services.signalling serve | migrate`."""

from libs.delivery.command import main
from services.signalling.app import SERVICE

main(SERVICE)
