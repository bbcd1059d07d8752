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
/// Slack's Web API. Like the package it stands in for: the base address is fixed, an answer is read as JSON
/// whatever its HTTP status, <c>ok:false</c> is an answer and not an exception, and nothing takes a
/// cancellation token.
/// </summary>
public class SlackWebApiClient
{
    private readonly Calls calls;

    public SlackWebApiClient(HttpClient client, string token = null)
    {
        Client = client;
        Token = token;
        calls = new Calls(this);
    }

    public static Uri ApiBaseAddress { get; } = new("https://slack.com/api/", UriKind.Absolute);

    public HttpClient Client { get; set; }

    public string Token { get; set; }

    public JsonSerializer Serializer { get; set; } = JsonSerializer.CreateDefault();

    public IAuthApi Auth => calls;

    public IChatApi Chat => calls;

    public IConversationsApi Conversations => calls;

    public IUsersApi Users => calls;

    public IViewApi View => calls;

    private Task<TResponse> SendJson<TResponse>(string method, object request)
        where TResponse : WebApiResponseBase
    {
        var content = new StringContent(JsonConvert.SerializeObject(request), Encoding.UTF8, "application/json");
        return Send<TResponse>(method, content);
    }

    private Task<TResponse> SendForm<TResponse>(string method, object request)
        where TResponse : WebApiResponseBase
    {
        IEnumerable<KeyValuePair<string, string>> fields = JObject.FromObject(request).Properties().Select(Field);
        return Send<TResponse>(method, new FormUrlEncodedContent(fields));
    }

    private static KeyValuePair<string, string> Field(JProperty property)
    {
        string value = property.Value.Type == JTokenType.Boolean
            ? ((bool)property.Value ? "true" : "false")
            : property.Value.ToString();
        return new(property.Name, value);
    }

    private async Task<TResponse> Send<TResponse>(string method, HttpContent content)
        where TResponse : WebApiResponseBase
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(ApiBaseAddress, method)) { Content = content };
        if (!string.IsNullOrWhiteSpace(Token))
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        using HttpResponseMessage answer = await Client.SendAsync(message);
        using var reader = new JsonTextReader(new StreamReader(await answer.Content.ReadAsStreamAsync()));
        var response = Serializer.Deserialize<TResponse>(reader);
        if ((int)answer.StatusCode == 429)
        {
            response.RetryAfter = answer.Headers.RetryAfter.Delta;
        }

        return response;
    }

    private sealed class Calls(SlackWebApiClient client) : IAuthApi, IChatApi, IConversationsApi, IUsersApi, IViewApi
    {
        public Task<TestResponse> Test() =>
            client.SendForm<TestResponse>("auth.test", new object());

        public Task<PostMessageResponse> Post(PostMessageRequest request) =>
            client.SendJson<PostMessageResponse>("chat.postMessage", request);

        public Task<UpdateMessageResponse> Update(UpdateMessageRequest request) =>
            client.SendJson<UpdateMessageResponse>("chat.update", request);

        public Task<GetPermalinkResponse> Permalink(string channel, string timestamp) =>
            client.SendForm<GetPermalinkResponse>("chat.getPermalink", new { channel, message_ts = timestamp });

        public Task<ConversationHistoryResponse> History(ConversationHistoryRequest request) =>
            client.SendForm<ConversationHistoryResponse>("conversations.history", request);

        public Task<ConversationRepliesResponse> Replies(ConversationRepliesRequest request) =>
            client.SendForm<ConversationRepliesResponse>("conversations.replies", request);

        public Task<ConversationOpenResponse> Open(ConversationOpenRequest request) =>
            client.SendJson<ConversationOpenResponse>("conversations.open", request);

        public Task<UserListResponse> List(UserListRequest request) =>
            client.SendForm<UserListResponse>("users.list", request);

        public Task<ViewResponse> Open(string trigger, Objects.View view) =>
            client.SendJson<ViewResponse>("views.open", new { trigger_id = trigger, view });

        public Task<ViewResponse> UpdateByViewId(string viewId, Objects.View view, string hash = null)
        {
            object request = hash is null ? new { view, view_id = viewId } : new { view, view_id = viewId, hash };
            return client.SendJson<ViewResponse>("views.update", request);
        }
    }
}
