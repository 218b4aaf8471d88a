/**
 * The facility's own patients, which station each is treated at, and whose the past was. {@link io.mededge.edge.patient.Bedside} is the way in; {@link
 * io.mededge.edge.patient.PatientStore} keeps every patient encrypted under a key of its own, so that destroying the key erases the patient. Only
 * pseudonyms leave, through the journal.
 */
@NullMarked
package io.mededge.edge.patient;

import org.jspecify.annotations.NullMarked;
