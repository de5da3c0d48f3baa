"""HSDS 3.0: a service with all that belongs to it, as the specification describes it.

Whatever is valid here is valid against the specification's schemas. Fields that it does not know are let through: a
profile of a country or a region adds its own.
"""

from typing import Literal

from services.matching.hsds.terms import Day, Described, Email, Id, Moment, Number, Text, Uri, Where


class Language(Described):
    service_id: Id | None = None
    location_id: Id | None = None
    phone_id: Id | None = None
    name: Text | None = None
    code: Text | None = None
    note: Text | None = None


class Phone(Described):
    location_id: Id | None = None
    service_id: Id | None = None
    organization_id: Id | None = None
    contact_id: Id | None = None
    service_at_location_id: Id | None = None
    number: Text
    extension: Number | None = None
    type: Text | None = None
    description: Text | None = None
    languages: tuple[Language, ...] = ()


class Contact(Described):
    organization_id: Id | None = None
    service_id: Id | None = None
    service_at_location_id: Id | None = None
    location_id: Id | None = None
    name: Text | None = None
    title: Text | None = None
    department: Text | None = None
    email: Email | None = None
    phones: tuple[Phone, ...] = ()


class Schedule(Described):
    """When, as in iCal. `timezone` is an offset in hours; the times may carry one of their own."""

    service_id: Id | None = None
    location_id: Id | None = None
    service_at_location_id: Id | None = None
    valid_from: Text | None = None
    valid_to: Text | None = None
    dtstart: Text | None = None
    timezone: Number | None = None
    until: Text | None = None
    count: Number | None = None
    wkst: Day | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: Number | None = None
    byday: Text | None = None
    byweekno: Text | None = None
    bymonthday: Text | None = None
    byyearday: Text | None = None
    description: Text | None = None
    opens_at: Text | None = None
    closes_at: Text | None = None
    schedule_link: Uri | None = None
    attending_type: Text | None = None
    notes: Text | None = None


class Address(Described):
    location_id: Id | None = None
    attention: Text | None = None
    address_1: Text
    address_2: Text | None = None
    city: Text
    region: Text | None = None
    state_province: Text
    postal_code: Text
    country: Text
    address_type: Where


class Accessibility(Described):
    location_id: Id | None = None
    description: Text | None = None
    details: Text | None = None
    url: Uri | None = None


class Location(Described):
    location_type: Where
    url: Uri | None = None
    organization_id: Id | None = None
    name: Text | None = None
    alternate_name: Text | None = None
    description: Text | None = None
    transportation: Text | None = None
    latitude: Number | None = None
    longitude: Number | None = None
    external_identifier: Text | None = None
    external_identifier_type: Text | None = None
    languages: tuple[Language, ...] = ()
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()


class ServiceAtLocation(Described):
    service_id: Id | None = None
    location_id: Id | None = None
    description: Text | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    location: Location | None = None


class ServiceArea(Described):
    service_id: Id | None = None
    name: Text | None = None
    description: Text | None = None
    extent: Text | None = None
    extent_type: Text | None = None
    uri: Uri | None = None


class CostOption(Described):
    service_id: Id | None = None
    valid_from: Text | None = None
    valid_to: Text | None = None
    option: Text | None = None
    currency: Text | None = None
    amount: Number | None = None
    amount_description: Text | None = None


class Funding(Described):
    organization_id: Id | None = None
    service_id: Id | None = None
    source: Text | None = None


class Program(Described):
    organization_id: Id | None = None
    name: Text
    alternate_name: Text | None = None
    description: Text


class RequiredDocument(Described):
    service_id: Id | None = None
    document: Text | None = None
    uri: Uri | None = None


class OrganizationIdentifier(Described):
    organization_id: Id | None = None
    identifier_scheme: Text | None = None
    identifier_type: Text
    identifier: Text


class Organization(Described):
    name: Text
    alternate_name: Text | None = None
    description: Text
    email: Email | None = None
    website: Uri | None = None
    tax_status: Text | None = None
    tax_id: Text | None = None
    year_incorporated: Number | None = None
    legal_status: Text | None = None
    logo: Text | None = None
    uri: Uri | None = None
    parent_organization_id: Id | None = None
    funding: tuple[Funding, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    locations: tuple[Location, ...] = ()
    programs: tuple[Program, ...] = ()
    organization_identifiers: tuple[OrganizationIdentifier, ...] = ()


class Service(Described):
    organization_id: Id | None = None
    program_id: Id | None = None
    name: Text
    alternate_name: Text | None = None
    description: Text | None = None
    url: Uri | None = None
    email: Email | None = None
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    interpretation_services: Text | None = None
    application_process: Text | None = None
    fees_description: Text | None = None
    wait_time: Text | None = None
    fees: Text | None = None
    accreditations: Text | None = None
    eligibility_description: Text | None = None
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    assured_date: Text | None = None
    assurer_email: Email | None = None
    licenses: Text | None = None
    alert: Text | None = None
    last_modified: Moment | None = None
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    service_areas: tuple[ServiceArea, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    languages: tuple[Language, ...] = ()
    organization: Organization | None = None
    funding: tuple[Funding, ...] = ()
    cost_options: tuple[CostOption, ...] = ()
    program: Program | None = None
    required_documents: tuple[RequiredDocument, ...] = ()
    contacts: tuple[Contact, ...] = ()
