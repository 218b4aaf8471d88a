/**
 * The wire contract between gateway and region. Start with {@link io.mededge.model.telemetry.Batch}, then {@link
 * io.mededge.model.telemetry.TelemetryCodec}, the only class that touches the generated protobuf code.
 */
@NullMarked
package io.mededge.model.telemetry;

import org.jspecify.annotations.NullMarked;
