package dev.parley.chat.conversations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/// The paths under `/v1/conversations`, as in `docs/protocol.md`.
@Configuration(proxyBeanMethods = false)
class ConversationRoutes {

    @Bean
    RouterFunction<ServerResponse> conversations(CreateConversation create, ReadConversations read, SendCommand send) {
        return RouterFunctions.route()
                .POST("/v1/conversations", create::handle)
                .GET("/v1/conversations", read::list)
                .GET("/v1/conversations/{id}", read::get)
                .PATCH("/v1/conversations/{id}", send::change)
                .POST("/v1/conversations/{id}/messages", send::post)
                .POST("/v1/conversations/{id}/members", send::addMembers)
                .PUT("/v1/conversations/{id}/members/{userId}", send::changeRole)
                .DELETE("/v1/conversations/{id}/members/{userId}", send::removeMember)
                .build();
    }
}
