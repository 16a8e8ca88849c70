package io.penumbra.zclient.nio;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Turns a pattern such as {@code *.{java,class}} into the regular expression that it stands for.
 */
final class Glob {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    private Glob(String glob) {
        this.glob = glob;
    }

    static Pattern pattern(String glob) {
        return Pattern.compile(new Glob(glob).regex(), Pattern.DOTALL);
    }

    private String regex() {
        while (at < glob.length()) {
            next(glob.charAt(at++));
        }
        if (inGroup) {
            throw wrong("a '{' without '}'");
        }
        return regex.toString();
    }

    private void next(char character) {
        switch (character) {
            case '*' -> {
                boolean acrossNames = peek('*');
                regex.append(acrossNames ? ".*" : "[^/]*");
            }
            case '?' -> regex.append("[^/]");
            case '[' -> bracket();
            case '{' -> {
                if (inGroup) {
                    throw wrong("a group within a group");
                }
                inGroup = true;
                regex.append("(?:(?:");
            }
            case '}' -> {
                regex.append(inGroup ? "))" : "\\}");
                inGroup = false;
            }
            case ',' -> regex.append(inGroup ? ")|(?:" : ",");
            case '\\' -> {
                if (at == glob.length()) {
                    throw wrong("nothing behind '\\'");
                }
                literal(glob.charAt(at++));
            }
            default -> literal(character);
        }
    }

    /** One character of a set, never a slash; within it only a range and a leading '!' are more. */
    private void bracket() {
        regex.append("(?!/)[");
        if (peek('!')) {
            regex.append('^');
        }
        if (peek('-')) {
            regex.append("\\-");
        }
        int end = glob.indexOf(']', at);
        if (end < 0) {
            throw wrong("a '[' without ']'");
        }
        for (; at < end; at++) {
            char character = glob.charAt(at);
            if (character == '/') {
                throw wrong("a '/' between brackets");
            }
            boolean isRange = character == '-' && at + 1 < end;
            if (isRange) {
                regex.append('-');
            } else {
                literal(character);
            }
        }
        at = end + 1;
        regex.append(']');
    }

    private boolean peek(char wanted) {
        boolean found = at < glob.length() && glob.charAt(at) == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    private void literal(char character) {
        boolean isPlain =
                Character.isLetterOrDigit(character)
                        || Character.isSurrogate(character)
                        || Character.isWhitespace(character)
                        || character > '\u007f';
        regex.append(isPlain ? "" : "\\").append(character);
    }

    private PatternSyntaxException wrong(String words) {
        return new PatternSyntaxException(words, glob, at);
    }
}
