package io.mededge.edge.adt;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.util.Optional;

/**
 * One segment of a message, without a model of its version: 2.3 to 2.6 have what is looked at here in the same places, and the form of a message is no reason to
 * refuse what it says. Not a record, so that it cannot be printed.
 */
final class MessageSegment {
    /** What a sender writes to delete a value. */
    private static final String DELETED = "\"\"";

    private static final GenericModelClassFactory MODEL = new GenericModelClassFactory();
    private static final PipeParser PARSER = new PipeParser(
            new DefaultHapiContext(new ParserConfiguration(), ValidationContextFactory.noValidation(), MODEL));

    private final GenericSegment segment;

    private MessageSegment(GenericSegment segment) {
        this.segment = segment;
    }

    /** Empty if it cannot be read. @param text of at least three characters */
    static Optional<MessageSegment> read(String text, Header header) {
        try {
            var message = new GenericMessage.V26(MODEL);
            message.setParser(PARSER);
            var segment = new GenericSegment(message, text.substring(0, 3));
            PARSER.parse(segment, text, new EncodingCharacters(header.separator(), header.encoding()));
            return Optional.of(new MessageSegment(segment));
        } catch (HL7Exception unreadable) {
            return Optional.empty();
        }
    }

    int repetitions(int field) {
        try {
            return segment.getField(field).length;
        } catch (HL7Exception impossible) {
            throw new IllegalStateException("every field can be asked for", impossible);
        }
    }

    String text(int field, int repetition, int component) {
        return text(field, repetition, component, 1);
    }

    /** A value without its escapes and the space around it; empty if there is none, or it is deleted. @param repetition from 0, the others from 1 */
    String text(int field, int repetition, int component, int subcomponent) {
        try {
            var text = Terser.get(segment, field, repetition, component, subcomponent);
            return text == null || text.equals(DELETED) ? "" : text.strip();
        } catch (HL7Exception impossible) {
            throw new IllegalStateException("every value can be asked for", impossible);
        }
    }

    @Override
    public String toString() {
        return "[" + segment.getName() + "]";
    }
}
