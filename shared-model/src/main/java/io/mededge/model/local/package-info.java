/**
 * What a machine that speaks MQTT itself tells the gateway of its facility. Start with {@link io.mededge.model.local.MachineMessage}; {@link
 * io.mededge.model.local.MachineMessageCodec} is the only class that touches the generated protobuf code.
 */
@NullMarked
package io.mededge.model.local;

import org.jspecify.annotations.NullMarked;
