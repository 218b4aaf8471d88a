package io.mededge.edge.adt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.adt.MllpReader.Read;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MllpReaderTest {
    private static final int MAX = 16;

    private final AtomicInteger begun = new AtomicInteger();

    private List<String> read(String stream) throws IOException {
        var reader = new MllpReader(new ByteArrayInputStream(stream.getBytes(ISO_8859_1)), MAX, begun::incrementAndGet);
        var frames = new ArrayList<String>();
        while (true) {
            var read = reader.next();
            if (read instanceof Read.Frame frame) {
                frames.add(new String(frame.content(), ISO_8859_1));
            } else {
                frames.add(read.getClass().getSimpleName());
                return frames;
            }
        }
    }

    @Test
    void framesFollowEachOther() throws IOException {
        assertThat(read("\u000bone\u001c\r\r\n\u000btwo\rlines\u001c\r\u000b\u001c\r"))
                .containsExactly("one", "two\rlines", "", "Ended");
        assertThat(begun).hasValue(3);
        assertThat(read("\u000b" + "x".repeat(MAX) + "\u001c\r")).containsExactly("x".repeat(MAX), "Ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one",
                "\u000bone\u001c\rtwo",
                "\u000bone",
                "\u000bone\u001c",
                "\u000bone\u001cx",
                "\u000bone\u000btwo\u001c\r",
                "\u000bxxxxxxxxxxxxxxxxx\u001c\r",
                "\u001c\r"
            })
    void whatIsNoFrameEndsTheReading(String stream) throws IOException {
        assertThat(read(stream)).last().isEqualTo("Garbled");
    }

    @Test
    void anAnswerIsAFrame() throws IOException {
        var framed = new String(MllpReader.frame("ack".getBytes(ISO_8859_1)), ISO_8859_1);
        assertThat(read(framed)).containsExactly("ack", "Ended");
    }
}
