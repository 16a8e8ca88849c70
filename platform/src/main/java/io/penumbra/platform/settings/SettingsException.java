package io.penumbra.platform.settings;

/** The settings are wrong; the message tells a person what, where, and what would be right. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
