package io.penumbra.platform.settings;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one process, as {@code key = value} lines. Each reader takes what it knows; what
 * nobody took by the end stops the start, so that a misspelt key cannot be overlooked.
 *
 * <p>Taken once, by one thread, into an immutable record.
 */
public final class Settings {
    /** Where an override comes from. */
    private static final String COMMAND_LINE = "the command line";

    private final Map<String, Setting> left = new TreeMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    /** How a value is understood. */
    public interface Reading<T> {
        /** Throws {@link IllegalArgumentException} that says what would be right. */
        T read(String text);
    }

    /** A value and the place that a person must look at. */
    private record Setting(String value, String place) {}

    /** Reads the same settings again from where they stand. */
    private interface Source {
        Settings read() throws SettingsException;
    }

    private final Source source;

    private Settings(Source source) {
        this.source = source;
    }

    public static Settings none() {
        return new Settings(Settings::none);
    }

    /**
     * All of them as they stand now: what was taken from these is in there, too, and what has been
     * changed in their file since.
     */
    public Settings again() throws SettingsException {
        return source.read();
    }

    public static Settings read(Path file) throws SettingsException {
        try {
            return parse(file.toString(), Files.readAllLines(file), () -> read(file));
        } catch (IOException e) {
            throw new SettingsException("cannot read the settings in " + file + ": " + e);
        }
    }

    public static Settings parse(String source, List<String> lines) throws SettingsException {
        return parse(source, lines, () -> parse(source, lines));
    }

    private static Settings parse(String source, List<String> lines, Source again)
            throws SettingsException {
        var settings = new Settings(again);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                settings.add(line, source + ":" + (i + 1));
            }
        }
        return settings;
    }

    /** Replaces settings by {@code key=value} of the command line. */
    public Settings with(List<String> overrides) throws SettingsException {
        var all = new Settings(() -> source.read().with(overrides));
        for (var override : overrides) {
            all.add(override, COMMAND_LINE);
        }
        left.forEach(all.left::putIfAbsent);
        return all;
    }

    private void add(String line, String place) throws SettingsException {
        int equals = line.indexOf('=');
        var key = equals < 0 ? "" : line.substring(0, equals).strip();
        if (key.isEmpty()) {
            throw new SettingsException(
                    "%s: not of the form 'key = value': '%s'".formatted(place, line));
        }
        var earlier = left.put(key, new Setting(line.substring(equals + 1).strip(), place));
        if (earlier != null) {
            throw new SettingsException(
                    "%s: '%s' is set already at %s".formatted(place, key, earlier.place()));
        }
    }

    public String string(String key, String otherwise) throws SettingsException {
        return take(key, otherwise, text -> text);
    }

    public String string(String key) throws SettingsException {
        return require(key, text -> text);
    }

    /** For what may be absent, as a secret. */
    public Optional<String> optional(String key) {
        known.add(key);
        return Optional.ofNullable(left.remove(key)).map(Setting::value);
    }

    /** For what no other method of these reads. */
    public <T> T required(String key, Reading<T> reading) throws SettingsException {
        return require(key, reading);
    }

    /** A whole number from {@code min} to {@code max}. */
    public int integer(String key, int otherwise, int min, int max) throws SettingsException {
        return take(key, otherwise, text -> Values.integer(text, min, max));
    }

    /** Bytes, as {@code 64MiB}, {@code 4KiB}, {@code 1GiB}, {@code 512}. */
    public long bytes(String key, long otherwise) throws SettingsException {
        return take(key, otherwise, Values::bytes);
    }

    /** A time, as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}. */
    public Duration duration(String key, Duration otherwise) throws SettingsException {
        return take(key, otherwise, Values::duration);
    }

    public Address address(String key, Address otherwise) throws SettingsException {
        return take(key, otherwise, Address::parse);
    }

    public Address address(String key) throws SettingsException {
        return require(key, Address::parse);
    }

    /** Values with commas between them. */
    public List<String> list(String key, List<String> otherwise) throws SettingsException {
        return take(key, otherwise, Values::list);
    }

    public Path path(String key, Path otherwise) throws SettingsException {
        return take(key, otherwise, Path::of);
    }

    public Path path(String key) throws SettingsException {
        return require(key, Path::of);
    }

    public boolean bool(String key, boolean otherwise) throws SettingsException {
        return take(key, otherwise, Values::bool);
    }

    /**
     * All keys that begin with {@code prefix}, by what follows it.
     *
     * @param stands what stands for the rest where the keys are listed, such as {@code HOST}
     */
    public <T> SortedMap<String, T> below(String prefix, String stands, Reading<T> reading)
            throws SettingsException {
        known.add(prefix + stands);
        var found = new TreeMap<String, T>();
        for (var key : List.copyOf(left.keySet())) {
            if (key.startsWith(prefix) && key.length() > prefix.length()) {
                var setting = Invariant.present(left.remove(key), "it was there");
                found.put(key.substring(prefix.length()), read(key, setting, reading));
            }
        }
        return found;
    }

    /** The keys that were asked for so far. */
    public Set<String> known() {
        return Collections.unmodifiableSet(known);
    }

    /** Called when every setting has been taken: what is left is a mistake. */
    public void requireNothingLeft() throws SettingsException {
        if (left.isEmpty()) {
            return;
        }
        var message = new StringBuilder();
        left.forEach((key, setting) -> {
            message.append(message.isEmpty() ? "" : "\n");
            message.append("%s: unknown setting '%s'".formatted(setting.place(), key));
            Nearest.to(key, known)
                    .ifPresent(near -> message.append("; did you mean '" + near + "'?"));
        });
        throw new SettingsException(message.toString());
    }

    private <T> T take(String key, T otherwise, Reading<T> reading) throws SettingsException {
        known.add(key);
        var setting = left.remove(key);
        return setting == null ? otherwise : read(key, setting, reading);
    }

    private <T> T require(String key, Reading<T> reading) throws SettingsException {
        known.add(key);
        @Nullable Setting setting = left.remove(key);
        if (setting == null) {
            throw new SettingsException("the setting '" + key + "' is missing");
        }
        return read(key, setting, reading);
    }

    private static <T> T read(String key, Setting setting, Reading<T> reading)
            throws SettingsException {
        try {
            return reading.read(setting.value());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    "%s: '%s': %s".formatted(setting.place(), key, e.getMessage()));
        }
    }
}
