package io.mededge.model.id;

/** A device, unique within its facility. A gateway is itself a device. */
public record DeviceId(String value) {
    /** @throws IllegalArgumentException if it is not 1 to 48 letters, digits or hyphens */
    public DeviceId {
        Token.check("a device id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
