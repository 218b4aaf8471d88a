package io.mededge.edge.profile;

import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.util.Collection;
import java.util.List;

/**
 * Registers to readings, in the units of the profile. A value is never left out and never corrected: what cannot be believed says so in its {@link
 * Quality}.
 *
 * <p>Made once for the points that are read together and used for every poll: what can be known before is computed in {@link #of}. Thread-safe.
 */
public final class RegisterDecoder {
    private final List<Point> points;
    private final PointDecoder[] decoders;
    /** Found anew when blocks change; immutable, so that threads may race for it. */
    private Places places = new Places(new Block[0], new int[0]);

    /** Where each point begins in an image of these blocks. */
    private record Places(Block[] layout, int[] at) {}

    private RegisterDecoder(List<Point> points) {
        this.points = points;
        decoders = points.stream().map(PointDecoder::new).toArray(PointDecoder[]::new);
    }

    public static RegisterDecoder of(Collection<Point> points) {
        return new RegisterDecoder(List.copyOf(points));
    }

    /** One reading for each point, in their order. @throws IllegalArgumentException if the image lacks a register of a point */
    public List<Reading> decode(RegisterImage image) {
        var known = places;
        if (!image.hasLayout(known.layout())) {
            known = find(image);
            places = known;
        }
        var at = known.at();
        var words = image.words();
        var readings = new Reading[decoders.length];
        for (var i = 0; i < decoders.length; i++) {
            readings[i] = decoders[i].decode(words, at[i]);
        }
        return List.of(readings);
    }

    /** @throws IllegalArgumentException if the image lacks a register of the point */
    public static Reading decode(Point point, RegisterImage image) {
        return new PointDecoder(point)
                .decode(image.words(), image.place(point.area(), point.address(), point.length()));
    }

    private Places find(RegisterImage image) {
        var at = points.stream()
                .mapToInt(point -> image.place(point.area(), point.address(), point.length()))
                .toArray();
        return new Places(image.layout(), at);
    }
}
