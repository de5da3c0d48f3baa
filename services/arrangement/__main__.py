"""`python -m services.arrangement serve | migrate`."""

from libs.delivery.command import main
from services.arrangement.app import SERVICE

main(SERVICE)
