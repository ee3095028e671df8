import zones from '../../assets/timezones.json' with { type: 'json' };

/**
 * The names of the tz database, backward ones too. An own copy, because Intl
 * lacks UTC and Europe/Kyiv and takes any spelling of upper and lower case.
 */
export const timeZoneNames: readonly string[] = zones.names;

/** Release of the tz database that the names come from: `2025b`. */
export const timeZoneVersion: string = zones.version;
