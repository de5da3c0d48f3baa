"""What crosses a boundary between services, partners and subscribers, and nothing else.

Event and command payloads (one noun per module), the envelope that carries them, the words they
use, the neighbourhoods that route them, and the exchanges and queues they travel through.
"""
