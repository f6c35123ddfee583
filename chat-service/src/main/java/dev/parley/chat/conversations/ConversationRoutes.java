package dev.parley.chat.conversations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/// The paths under `/v1/conversations` and `/v1/users/me/settings`, as in `docs/protocol.md`.
@Configuration(proxyBeanMethods = false)
class ConversationRoutes {

    @Bean
    RouterFunction<ServerResponse> conversations(
            CreateConversation create, ReadConversations read, SendCommand send, ReadReceiptPages receipts) {
        return RouterFunctions.route()
                .POST("/v1/conversations", create::handle)
                .GET("/v1/conversations", read::list)
                .GET("/v1/conversations/{id}", read::get)
                .GET("/v1/conversations/{id}/receipts", receipts::list)
                .GET("/v1/conversations/{id}/receipts/{seq}", receipts::ofMessage)
                .PATCH("/v1/conversations/{id}", send::change)
                .POST("/v1/conversations/{id}/messages", send::post)
                .POST("/v1/conversations/{id}/members", send::addMembers)
                .PUT("/v1/conversations/{id}/members/{userId}", send::changeRole)
                .DELETE("/v1/conversations/{id}/members/{userId}", send::removeMember)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> ofUsers(MySettings settings) {
        return RouterFunctions.route()
                .GET("/v1/users/me/settings", settings::get)
                .PUT("/v1/users/me/settings", settings::put)
                .build();
    }
}
