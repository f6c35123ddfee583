package dev.parley.chat.conversations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/// The paths under `/v1/conversations` and `/v1/users`, as in `docs/protocol.md`.
@Configuration(proxyBeanMethods = false)
class ConversationRoutes {

    private static final String ONE = "/v1/conversations/{id}";
    private static final String MESSAGE = ONE + "/messages/{seq}";

    @Bean
    RouterFunction<ServerResponse> conversationPaths(
            CreateConversation create, ReadConversations read, ChangeConversation change, OwnSettings settings) {
        return RouterFunctions.route()
                .POST("/v1/conversations", create::handle)
                .GET("/v1/conversations", read::list)
                .GET(ONE, read::get)
                .PATCH(ONE, change::handle)
                .GET(ONE + "/settings", settings::get)
                .PATCH(ONE + "/settings", settings::patch)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> messagePaths(Messages messages) {
        return RouterFunctions.route()
                .POST(ONE + "/messages", messages::post)
                .PATCH(MESSAGE, messages::edit)
                .DELETE(MESSAGE, messages::delete)
                .PUT(MESSAGE + "/pin", messages::pin)
                .DELETE(MESSAGE + "/pin", messages::unpin)
                .PUT(MESSAGE + "/reactions/{emoji}", messages::react)
                .DELETE(MESSAGE + "/reactions/{emoji}", messages::unreact)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> memberPaths(Members members, Invites invites, JoinByInvite join) {
        return RouterFunctions.route()
                .POST(ONE + "/members", members::add)
                .PUT(ONE + "/members/{userId}", members::changeRole)
                .DELETE(ONE + "/members/{userId}", members::remove)
                .POST(ONE + "/owner", members::transferOwnership)
                .POST(ONE + "/invites", invites::create)
                .GET(ONE + "/invites", invites::list)
                .DELETE(ONE + "/invites/{inviteId}", invites::revoke)
                .POST("/v1/conversations/join", join::handle)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> receiptPaths(ReadReceiptPages receipts) {
        return RouterFunctions.route()
                .GET(ONE + "/receipts", receipts::list)
                .GET(ONE + "/receipts/{seq}", receipts::ofMessage)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> userPaths(Blocks blocks, MySettings settings) {
        return RouterFunctions.route()
                .GET("/v1/users/me/settings", settings::get)
                .PUT("/v1/users/me/settings", settings::put)
                .PUT("/v1/users/{userId}/block", blocks::block)
                .DELETE("/v1/users/{userId}/block", blocks::unblock)
                .GET("/v1/users/me/blocks", blocks::list)
                .build();
    }
}
