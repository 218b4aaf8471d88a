package io.mededge.model.id;

/**
 * What a sequence counts within: one device and one class of record, in one life of one gateway's journal.
 *
 * <p>(gateway, device, class, epoch, sequence) identifies a record for ever: inside an epoch the sequence starts at 1, never repeats and never
 * skips; a new journal has a new epoch.
 *
 * @param gateway the gateway whose journal numbered the records
 * @param device the device that they are about
 * @param epoch a positive number drawn when the journal was created
 */
public record StreamId(Place place, DeviceId gateway, DeviceId device, StreamClass streamClass, long epoch) {
    /** @throws IllegalArgumentException if the epoch is not positive */
    public StreamId {
        if (epoch <= 0) {
            throw new IllegalArgumentException("an epoch must be positive, not " + epoch);
        }
    }

    @Override
    public String toString() {
        return place + "/" + gateway + "/" + device + "/" + streamClass + "/" + epoch;
    }
}
