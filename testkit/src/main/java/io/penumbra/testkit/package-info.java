/** The fake world behind the ports, and the contract tests that real and fake both pass. */
@NullMarked
package io.penumbra.testkit;

import org.jspecify.annotations.NullMarked;
