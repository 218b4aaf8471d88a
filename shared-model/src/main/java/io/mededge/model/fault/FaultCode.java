package io.mededge.model.fault;

import java.util.Optional;

/**
 * Failures that an operator can see. Numbers are stable and never reused; docs/reference/faults.md says for each what happened, why and what to do,
 * and a test holds the two together.
 */
public enum FaultCode {
    // 1xx machines and their protocol
    MODBUS_CONNECT_FAILED(101, "The machine's Modbus address does not accept a connection"),
    MODBUS_TIMEOUT(102, "The machine did not answer in time"),
    MODBUS_EXCEPTION(103, "The machine answered with a Modbus exception"),
    MODBUS_GARBLED(104, "The machine's answer is no valid Modbus frame"),
    POLL_DEADLINE_MISSED(105, "A poll started later than its schedule allows"),
    MACHINE_EVENTS_OVERRUN(106, "The machine wrote more events than its list holds between two polls"),
    MODBUS_DISCONNECTED(107, "The machine closed the connection instead of answering"),
    GATEWAY_STOPPED(108, "The gateway was not running"),
    CLOCK_STEPPED(110, "The gateway's clock was set"),
    CLOCK_UNSYNCHRONISED(111, "The gateway's clock is not synchronised"),
    RECORDS_DISPUTED(112, "The region does not have what the gateway certified"),
    FOLDER_IN_USE(113, "A data folder is in use by another process"),
    // 2xx profiles and configuration
    PROFILE_INVALID(201, "A device profile is not valid"),
    CONFIG_INVALID(202, "The configuration is not valid"),
    PROFILE_CHANGE_REFUSED(203, "A changed device profile was refused, the one before goes on"),
    // 3xx journal
    JOURNAL_WRITE_FAILED(301, "The journal could not store records"),
    JOURNAL_CORRUPT(302, "The journal is damaged and was set aside"),
    JOURNAL_FULL(303, "The journal has no room"),
    JOURNAL_BUSY(304, "The journal takes records more slowly than they arrive"),
    LEDGER_FAILED(305, "The ledger of records could not be written"),
    BACKUP_FAILED(310, "The backup cannot be written"),
    BACKUP_DAMAGED(311, "The backup is damaged and begins anew"),
    BACKUP_WITHOUT_SHARES(312, "The backup has no recovery shares"),
    GATEWAY_REPLACED(313, "The gateway was replaced by another one"),
    // 4xx uplink
    UPLINK_DISCONNECTED(401, "The broker is not reachable"),
    UPLINK_ACK_OVERDUE(402, "Records were not acknowledged in time"),
    UPLINK_ACK_INVALID(403, "An acknowledgement could not be read"),
    UPLINK_REFUSED(404, "The broker refused records"),
    UPLINK_TOO_LARGE(405, "A record is larger than the broker takes"),
    UPLINK_ON_STANDBY(410, "The home broker is not reachable, a standby takes its place"),
    // 5xx ingest and region
    INTAKE_MALFORMED(501, "A message from a gateway could not be read"),
    INTAKE_TOPIC_MISMATCH(502, "A message does not belong to the topic it came by"),
    INTAKE_TOO_LARGE(503, "A message is larger than allowed"),
    INTAKE_BACKLOGGED(504, "Kafka takes records more slowly than they arrive"),
    STORE_FAILED(505, "Records could not be stored in the database"),
    CERTIFICATE_REFUSED(506, "A completeness certificate is not signed by its gateway"),
    CERTIFICATE_KEY_UNKNOWN(507, "A completeness certificate is signed with a key that is not known"),
    RECORDS_LOST(508, "Stored records are no longer in the database"),
    RECORDS_DIFFER(509, "Stored records differ from what the gateway recorded"),
    // 6xx clients of a tier: FHIR, and machines that speak MQTT themselves
    FHIR_BAD_SEARCH(601, "A FHIR search has a parameter that is unknown or malformed"),
    FHIR_NOT_FOUND(602, "A FHIR resource does not exist"),
    FHIR_UNAVAILABLE(603, "The database did not answer a FHIR request in time"),
    FACILITY_BROKER_DISCONNECTED(604, "The facility's own broker is not reachable"),
    MACHINE_MESSAGE_MALFORMED(605, "A machine's message could not be read"),
    MACHINE_MESSAGE_UNEXPECTED(606, "A machine's message does not fit its profile or the configuration"),
    MACHINE_TIME_IMPLAUSIBLE(607, "A machine's message has a time that cannot be true"),
    MACHINE_COUNTS_ANEW(608, "A machine has begun to count its messages anew"),
    MACHINE_SILENT(609, "A machine that speaks MQTT has sent no values for too long"),
    SESSION_INPUT_INVALID(621, "What was sent about a treatment session is not valid"),
    SESSION_CHANGE_REFUSED(622, "A change of a treatment session was refused"),
    SESSION_CHANGED_MEANWHILE(623, "A treatment session was changed by somebody else meanwhile"),
    SCHEDULE_REQUEST_WAITS(624, "A schedule change that the region asks for waits for a person"),
    SESSION_MACHINE_DISAGREES(625, "A treatment session and its machine say different things"),
    SIGNATURE_REFUSED(626, "An electronic signature was refused"),
    LOG_IN_NEEDED(641, "Nobody is logged in, or the log-in is locked"),
    LOG_IN_REFUSED(642, "A log-in was refused"),
    LOG_IN_PAUSED(643, "A log-in must wait after several wrong tries"),
    ROLE_MISSING(644, "The person who is logged in has not the role for this"),
    STAFF_INPUT_INVALID(645, "What was sent about an account is not valid"),
    STAFF_CHANGE_REFUSED(646, "A change of an account was refused"),
    STAFF_LIST_REFUSED(647, "A list of staff was refused"),
    STAFF_LIST_EXPIRED(648, "The identity provider's last list of staff is too old"),
    ADT_FRAME_GARBLED(650, "The hospital's system sent no whole message"),
    ADT_UNREADABLE(651, "A message of the hospital's system could not be read"),
    ADT_NOT_FOR_US(652, "A message of the hospital's system is of a kind that is not taken"),
    ADT_CONTENT_WRONG(653, "A message of the hospital's system has content that cannot be kept"),
    ADT_AUTHORITY_UNKNOWN(654, "A message of the hospital's system names an authority that is not configured"),
    ADT_PATIENT_REFUSED(655, "A message of the hospital's system does not fit the patients here"),
    ADT_NOT_KEPT(656, "A message of the hospital's system could not be kept"),
    ADT_CONNECTION_REFUSED(657, "A connection of the hospital's system was refused"),
    ADT_PORT_CLOSED(658, "The port for the hospital's system cannot be opened"),
    // 7xx leaving the region, global
    OUTBOUND_REFUSED(701, "A group was too small to leave the region"),
    GLOBAL_INTAKE_MALFORMED(702, "A message from a region could not be read"),
    CATALOG_BAD_QUERY(703, "A catalog query has a parameter that is unknown or malformed"),
    CATALOG_BAD_PAGE_TOKEN(704, "A page token was not issued for this query"),
    GLOBAL_STORE_UNAVAILABLE(705, "The global database does not answer"),
    // 8xx patients at the facility
    PATIENT_INPUT_INVALID(801, "A patient's data are not valid");

    private final int number;
    private final String summary;

    FaultCode(int number, String summary) {
        this.number = number;
        this.summary = summary;
    }

    /** The stable number, as in {@code ME-101}. */
    public int number() {
        return number;
    }

    /** One sentence without a full stop. */
    public String summary() {
        return summary;
    }

    /** The form that people quote: {@code ME-101}. */
    public String label() {
        return "ME-" + number;
    }

    public static Optional<FaultCode> ofNumber(int number) {
        for (var code : values()) {
            if (code.number == number) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }
}
