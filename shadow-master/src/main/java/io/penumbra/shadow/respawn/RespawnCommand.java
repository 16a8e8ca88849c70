package io.penumbra.shadow.respawn;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How what died on one host is started again: a program and its arguments, in which {@code {role}},
 * {@code {host}}, {@code {address}} and {@code {id}} stand for what died. No shell reads them.
 */
public record RespawnCommand(List<String> words) {
    private static final Splitter BLANKS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final List<String> PLACES = List.of("role", "host", "address", "id");

    public RespawnCommand {
        words = List.copyOf(words);
    }

    /** Throws {@link IllegalArgumentException} that says what would be right. */
    public static RespawnCommand parse(String text) {
        var words = BLANKS.splitToList(text);
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "a command is needed, such as: ssh {host} systemctl start penumbra-{role}");
        }
        PLACE.matcher(text).results().map(each -> each.group(1)).forEach(RespawnCommand::require);
        var rest = PLACE.matcher(text).replaceAll("");
        if (rest.contains("{") || rest.contains("}")) {
            throw new IllegalArgumentException("a brace without its other one in '" + text + "'");
        }
        return new RespawnCommand(words);
    }

    private static void require(String place) {
        if (!PLACES.contains(place)) {
            throw new IllegalArgumentException(
                    "'{%s}' stands for nothing; there are {role}, {host}, {address} and {id}"
                            .formatted(place));
        }
    }

    List<String> of(Peer peer) {
        var values =
                Map.of(
                        "role", peer.role(),
                        "host", peer.host(),
                        "address", peer.address().toString(),
                        "id", peer.id());
        return words.stream().map(word -> PLACE.matcher(word).replaceAll(found(values))).toList();
    }

    private static Function<MatchResult, String> found(Map<String, String> values) {
        // What a peer says of itself holds neither backslashes nor dollars.
        return place -> values.getOrDefault(place.group(1), place.group());
    }
}
