/**
 * The one MQTT topic grammar; builder, parser and the brokers' access rules come from {@link io.mededge.model.topic.DeviceTopic}, between facility and
 * region, and {@link io.mededge.model.topic.LocalTopic}, inside a facility. Documented in docs/reference/topics.md.
 */
@NullMarked
package io.mededge.model.topic;

import org.jspecify.annotations.NullMarked;
