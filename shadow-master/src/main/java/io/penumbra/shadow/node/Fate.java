package io.penumbra.shadow.node;

import io.penumbra.core.refusal.Refusal;

/** What becomes of a master when it cannot stay what it is. Called on its own thread. */
public interface Fate {
    /** Another leads now. As a process of its own it ends here, to be started again. */
    AfterRole roleLost(String why);

    /** It must neither lead nor follow; a person has to look. */
    void cannotGoOn(Refusal why);

    /** What to do without the role. */
    enum AfterRole {
        FOLLOW,
        END
    }
}
