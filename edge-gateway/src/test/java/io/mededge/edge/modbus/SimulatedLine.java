package io.mededge.edge.modbus;

import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.infra.simulator.modbus.Endpoint;
import io.mededge.infra.simulator.modbus.ExceptionCode;
import io.mededge.infra.simulator.modbus.ModbusServer;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;
import io.mededge.infra.simulator.modbus.WireFaults;
import io.mededge.model.id.DeviceId;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Machines of the simulator's Modbus server, each at a port of its own with 300 cells in each table. */
record SimulatedLine(ModbusServer server, List<Unit> units, List<WireFaults> faults) implements AutoCloseable {
    static SimulatedLine open(int machines) throws IOException {
        var units = new ArrayList<Unit>();
        var faults = new ArrayList<WireFaults>();
        var endpoints = new ArrayList<Endpoint>();
        for (var i = 0; i < machines; i++) {
            units.add(new Unit());
            faults.add(new WireFaults());
            endpoints.add(new Endpoint("machine " + i, 0, Map.of(1, units.get(i)), faults.get(i)));
        }
        return new SimulatedLine(ModbusServer.open(InetAddress.getLoopbackAddress(), endpoints), units, faults);
    }

    MachineAddress address(int machine) {
        return new MachineAddress.Tcp("127.0.0.1", server.ports().get(machine));
    }

    Device device(int machine, DeviceProfile profile, Duration poll) {
        var id = new DeviceId("machine-" + machine);
        return new Device(id, "", "", profile, address(machine), 1, poll, Duration.ofMillis(300), "SIM-1", "");
    }

    /** Points u16 in the input table, named after their address. */
    static DeviceProfile profile(int gapLimit, int... addresses) {
        var yaml = new StringBuilder("profile: bench\nversion: 1\ngap-limit: " + gapLimit + "\npoints:\n");
        for (var address : addresses) {
            yaml.append("  - {id: r").append(address).append(", area: input, address: ");
            yaml.append(address).append(", type: u16, unit: \"1\"}\n");
        }
        return ((ProfileLoader.Result.Valid) ProfileLoader.parse("bench.yaml", yaml.toString())).profile();
    }

    static int[] twentyRegisters() {
        return IntStream.range(0, 20).toArray();
    }

    @Override
    public void close() {
        server.close();
    }

    static final class Unit implements ModbusUnit {
        private final Map<Table, int[]> cells = new ConcurrentHashMap<>();
        final Set<Integer> unknownAddresses = ConcurrentHashMap.newKeySet();
        final AtomicInteger reads = new AtomicInteger();

        Unit() {
            for (var table : Table.values()) {
                cells.put(table, new int[300]);
            }
        }

        int[] cells(Table table) {
            return Objects.requireNonNull(cells.get(table));
        }

        @Override
        public Outcome read(Table table, int address, int count) {
            reads.incrementAndGet();
            if (IntStream.range(address, address + count).anyMatch(unknownAddresses::contains)) {
                return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            return Outcome.slice(0, cells(table), address, count);
        }

        @Override
        public Outcome write(Table table, int address, int[] values) {
            var all = cells(table);
            if (address + values.length > all.length) {
                return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            System.arraycopy(values, 0, all, address, values.length);
            return new Outcome.Written();
        }

        int[] holding(int address, int count) {
            return Arrays.copyOfRange(cells(Table.HOLDING_REGISTER), address, address + count);
        }
    }
}
