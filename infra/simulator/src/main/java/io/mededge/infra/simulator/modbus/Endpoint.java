package io.mededge.infra.simulator.modbus;

import java.util.Map;

/**
 * One listening port and the devices behind it.
 *
 * @param name for messages to people, such as a station id
 * @param port TCP port, 0 = any free one
 * @param units the devices by unit id; any other unit id is answered with exception 10
 * @param faults how this port misbehaves at the moment
 */
public record Endpoint(String name, int port, Map<Integer, ModbusUnit> units, WireFaults faults) {
    public Endpoint {
        units = Map.copyOf(units);
    }
}
