using Slack.NetStandard.WebApi.Auth;
using Slack.NetStandard.WebApi.Chat;
using Slack.NetStandard.WebApi.Conversations;
using Slack.NetStandard.WebApi.Users;
using Slack.NetStandard.WebApi.View;

namespace Slack.NetStandard.WebApi;

public interface IAuthApi
{
    Task<TestResponse> Test();
}

public interface IChatApi
{
    Task<PostMessageResponse> Post(PostMessageRequest request);

    Task<UpdateMessageResponse> Update(UpdateMessageRequest request);

    Task<GetPermalinkResponse> Permalink(string channel, string timestamp);
}

public interface IConversationsApi
{
    Task<ConversationHistoryResponse> History(ConversationHistoryRequest request);

    Task<ConversationRepliesResponse> Replies(ConversationRepliesRequest request);

    Task<ConversationOpenResponse> Open(ConversationOpenRequest request);
}

public interface IUsersApi
{
    Task<UserListResponse> List(UserListRequest request);

    Task<UserResponse> Info(string user, bool? includeLocale = null);
}

public interface IViewApi
{
    Task<ViewResponse> Open(string trigger, Objects.View view);
}
