package io.mededge.model.outbound;

/**
 * All that may leave a facility for its region: pseudonyms, measurements and device facts. No name, no birth date, no identifier of a patient, no
 * free text of a person, no device log.
 */
public sealed interface RegionBound
        permits Sample,
                Gap,
                DeviceDescription,
                PatientAssociation,
                MachineEvent,
                Certificate,
                ClockReport,
                SessionReport,
                AssociationCorrection,
                PatientLink {}
