package io.penumbra.testkit.sim;

import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;

/**
 * The JDK's builder of virtual threads on a scheduler of one's choice, which is not public yet:
 * needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class HiddenBuilder {
    private static final Constructor<?> CONSTRUCTOR = find();

    private HiddenBuilder() {}

    static Thread.Builder.OfVirtual on(Executor scheduler) {
        try {
            return (Thread.Builder.OfVirtual) CONSTRUCTOR.newInstance(scheduler);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot build virtual threads on a scheduler", e);
        }
    }

    private static Constructor<?> find() {
        try {
            var constructor =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new LinkageError("start the JVM with tests.jvm.simulated of the parent POM", e);
        }
    }
}
