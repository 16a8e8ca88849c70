package io.penumbra.platform.process;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code %process} in logback.xml: the role and name of this process. */
public final class ProcessNameConverter extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Logging.processName();
    }
}
