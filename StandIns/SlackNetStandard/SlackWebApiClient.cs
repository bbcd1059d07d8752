using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Slack.NetStandard.WebApi;
using Slack.NetStandard.WebApi.Auth;
using Slack.NetStandard.WebApi.Chat;
using Slack.NetStandard.WebApi.Conversations;
using Slack.NetStandard.WebApi.Users;
using Slack.NetStandard.WebApi.View;

namespace Slack.NetStandard;

/// <summary>
/// Slack's Web API. Like the package that it replaces: the base address is fixed, a response is read as JSON
/// whatever its HTTP status, <c>ok:false</c> is a result and not an exception, and no method takes a
/// cancellation token.
/// </summary>
public class SlackWebApiClient(HttpClient client, string token = null)
{
    private static readonly Uri BaseAddress = new("https://slack.com/api/", UriKind.Absolute);

    private readonly Calls calls = new(client, token);

    public IAuthApi Auth => calls;

    public IChatApi Chat => calls;

    public IConversationsApi Conversations => calls;

    public IUsersApi Users => calls;

    public IViewApi View => calls;

    private sealed class Calls(HttpClient client, string token) : IAuthApi, IChatApi, IConversationsApi, IUsersApi, IViewApi
    {
        public Task<TestResponse> Test() => SendForm<TestResponse>("auth.test", new { });

        public Task<PostMessageResponse> Post(PostMessageRequest request) => SendJson<PostMessageResponse>("chat.postMessage", request);

        public Task<UpdateMessageResponse> Update(UpdateMessageRequest request) => SendJson<UpdateMessageResponse>("chat.update", request);

        public Task<GetPermalinkResponse> Permalink(string channel, string timestamp) =>
            SendForm<GetPermalinkResponse>("chat.getPermalink", new { channel, message_ts = timestamp });

        public Task<ConversationHistoryResponse> History(ConversationHistoryRequest request) =>
            SendForm<ConversationHistoryResponse>("conversations.history", request);

        public Task<ConversationRepliesResponse> Replies(ConversationRepliesRequest request) =>
            SendForm<ConversationRepliesResponse>("conversations.replies", request);

        public Task<ConversationOpenResponse> Open(ConversationOpenRequest request) =>
            SendJson<ConversationOpenResponse>("conversations.open", request);

        public Task<UserListResponse> List(UserListRequest request) => SendForm<UserListResponse>("users.list", request);

        public Task<UserResponse> Info(string user, bool? includeLocale = null) =>
            SendForm<UserResponse>("users.info", new { user });

        public Task<ViewResponse> Open(string trigger, Objects.View view) =>
            SendJson<ViewResponse>("views.open", new { trigger_id = trigger, view });

        private Task<TResponse> SendJson<TResponse>(string method, object request) =>
            Send<TResponse>(method, new StringContent(JsonConvert.SerializeObject(request), Encoding.UTF8, "application/json"));

        private Task<TResponse> SendForm<TResponse>(string method, object request) =>
            Send<TResponse>(method, new FormUrlEncodedContent(JObject.FromObject(request).Properties().Select(Field)));

        private static KeyValuePair<string, string> Field(JProperty property) => new(
            property.Name,
            property.Value.Type == JTokenType.Boolean ? ((bool)property.Value ? "true" : "false") : property.Value.ToString());

        private async Task<TResponse> Send<TResponse>(string method, HttpContent content)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(BaseAddress, method)) { Content = content };
            if (!string.IsNullOrWhiteSpace(token))
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage answer = await client.SendAsync(message);
            using var reader = new JsonTextReader(new StreamReader(await answer.Content.ReadAsStreamAsync()));
            return JsonSerializer.CreateDefault().Deserialize<TResponse>(reader);
        }
    }
}
