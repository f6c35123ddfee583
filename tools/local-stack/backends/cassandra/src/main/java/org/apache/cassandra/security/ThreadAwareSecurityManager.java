package org.apache.cassandra.security;

/**
 * Takes the place of Cassandra's class of this name, being before it on the class path. The original calls {@code
 * System.setSecurityManager} at start, which JDK 24 and later refuse (JEP 486). It guards user-defined functions only, and
 * those are switched off here ({@code user_defined_functions_enabled: false}).
 */
public final class ThreadAwareSecurityManager {

    private ThreadAwareSecurityManager() {}

    public static void install() {}
}
