/** Who this agent is: its key pair, the files that keep secrets, and the certificate that it shows to peers. */
@NullMarked
package dev.tributary.agent.identity;

import org.jspecify.annotations.NullMarked;
