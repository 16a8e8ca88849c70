package io.penumbra.cli.role;

import com.google.common.base.Splitter;
import io.penumbra.chunkserver.ChunkserverProcess;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.disk.DirectoryDisk;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directories that a chunkserver's settings name, as they stand when it is asked. Settings
 * that cannot be understood meanwhile change nothing.
 */
public final class DataDirectories implements Supplier<List<DataPlace>> {
    static final String KEY = "chunkserver.data";

    /** How one directory was named before there could be several. */
    static final String ONE = "chunkserver.data-directory";

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectories.class);
    private static final Pattern ENTRY =
            Pattern.compile("(?:\\[([a-z0-9-]{1,16})]\\s*)?([^\\[].*)");

    private static final Splitter COMMAS = Splitter.on(',');

    private final Settings settings;

    // Confined to who asks.
    private Map<Path, String> media;
    private String complaint = "";

    private DataDirectories(Settings settings, Map<Path, String> media) {
        this.settings = settings;
        this.media = media;
    }

    static DataDirectories from(Settings settings) throws SettingsException {
        return new DataDirectories(settings, read(settings));
    }

    private static Map<Path, String> read(Settings settings) throws SettingsException {
        var one = settings.optional(ONE);
        return one.isPresent()
                ? Map.of(Path.of(one.get()), DataPlace.MEDIUM_DEFAULT)
                : settings.required(KEY, DataDirectories::parse);
    }

    /** The medium of each directory, by its path. */
    static Map<Path, String> parse(String text) {
        var media = new TreeMap<Path, String>();
        for (var entry : COMMAS.split(text)) {
            var match = ENTRY.matcher(entry.strip());
            if (!match.matches()) {
                throw new IllegalArgumentException(
                        "directories with commas between them, such as /mnt/a,[ssd]/mnt/b; not '"
                                + text
                                + "'");
            }
            var medium = match.group(1) == null ? DataPlace.MEDIUM_DEFAULT : match.group(1);
            var path = Path.of(match.group(2)).toAbsolutePath().normalize();
            if (media.putIfAbsent(path, medium) != null) {
                throw new IllegalArgumentException(path + " is named twice");
            }
        }
        return media;
    }

    @Override
    public List<DataPlace> get() {
        try {
            media = read(settings.again());
            complaint = "";
        } catch (SettingsException e) {
            var now = String.valueOf(e.getMessage());
            if (!complaint.equals(now)) {
                complaint = now;
                LOG.warn("the data directories stay as they are: {}", complaint);
            }
        }
        return places(media);
    }

    private static List<DataPlace> places(Map<Path, String> media) {
        var places = new ArrayList<DataPlace>();
        media.forEach((path, medium) ->
                places.add(new DataPlace(path.toString(), medium, new DirectoryDisk(path))));
        return places;
    }

    /** Makes those that do not exist, or are empty, directories of one chunkserver. */
    void format(ClusterId cluster) throws IOException, RefusedException {
        format(media, cluster);
    }

    /** Makes a directory that does not exist, or is empty, that of a new chunkserver. */
    public static void format(Path directory, ClusterId cluster)
            throws IOException, RefusedException {
        format(Map.of(directory, DataPlace.MEDIUM_DEFAULT), cluster);
    }

    private static void format(Map<Path, String> media, ClusterId cluster)
            throws IOException, RefusedException {
        for (var path : media.keySet()) {
            Files.createDirectories(path);
        }
        ChunkserverProcess.format(places(media), cluster, new SecureRandom());
    }
}
