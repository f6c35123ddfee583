package dev.parley.gateway.codec;

import dev.parley.contract.ProtocolLimits;
import java.util.Optional;

/// How frames of one session look on the wire; chosen by the subprotocol of the upgrade.
public enum Encoding {
    PROTO(ProtocolLimits.SUBPROTOCOL_PROTO),
    JSON(ProtocolLimits.SUBPROTOCOL_JSON);

    private final String subprotocol;

    Encoding(String subprotocol) {
        this.subprotocol = subprotocol;
    }

    public String subprotocol() {
        return subprotocol;
    }

    /// The first of the client's comma separated offers that is known here.
    public static Optional<Encoding> ofOffer(String offers) {
        for (String offer : offers.split(",", -1)) {
            String name = offer.strip();
            for (Encoding encoding : values()) {
                if (encoding.subprotocol.equals(name)) {
                    return Optional.of(encoding);
                }
            }
        }
        return Optional.empty();
    }
}
