/** Values every room shares. They know nothing but the JDK, and each is valid once it exists. */
@NullMarked
package p2pchat.model;

import org.jspecify.annotations.NullMarked;
