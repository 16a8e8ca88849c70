package io.penumbra.gateway.json;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** JSON in and out. What comes in must fit: an unknown field is refused, not skipped. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** For what is too long to hold in memory; closing it closes {@code out}. */
    public static JsonGenerator generator(OutputStream out) {
        return MAPPER.createGenerator(out);
    }

    /** For people and their pipes: indented. */
    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /** Reads a request's body; says what is wrong with it and where. */
    public static <T> T read(byte[] body, Class<T> type, String expected) throws RefusedException {
        try {
            T value = MAPPER.readValue(body, type);
            if (value != null) {
                return value;
            }
            throw refused("is null", expected);
        } catch (UnrecognizedPropertyException e) {
            throw refused("has an unknown field '" + e.getPropertyName() + "'", expected);
        } catch (DatabindException e) {
            throw refused("does not fit: " + e.getOriginalMessage(), expected);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw refused(
                    "is not JSON (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()),
                    expected);
        }
    }

    private static RefusedException refused(String what, String expected) {
        return new RefusedException(
                RefusalCode.INVALID_ARGUMENT, "", "the body " + what + "; expected " + expected);
    }
}
