/**
 * What the hospital's own system tells of its patients: HL7 v2 ADT messages over MLLP become admissions, amendments and merges of the facility's records. Each is
 * answered once what it asks for is durable, and one that comes again is answered alike and changes nothing. Start with {@link io.mededge.edge.adt.AdtIntake};
 * {@link io.mededge.edge.adt.AdtDesk} is the way from the bytes of a message to those of its answer.
 */
@NullMarked
package io.mededge.edge.adt;

import org.jspecify.annotations.NullMarked;
