using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker.Http;

namespace OAuthAttest.Functions.Http;

/// <summary>Answers in JSON: camelCase, enums by name, never a stack trace.</summary>
internal static class JsonAnswers
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static async Task<HttpResponseData> AnswerAsync<T>(
        this HttpRequestData request,
        HttpStatusCode status,
        T body,
        CancellationToken cancellation
    )
    {
        var response = request.CreateResponse(status);
        response.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        await response.WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(body, Options), cancellation);
        return response;
    }

    /// <summary>Answers with what is wrong with the request, and in which field.</summary>
    public static Task<HttpResponseData> RefuseAsync(
        this HttpRequestData request,
        HttpStatusCode status,
        string error,
        CancellationToken cancellation,
        string? field = null
    ) => request.AnswerAsync(status, new Refusal(error, field), cancellation);

    public static Task<HttpResponseData> RefuseAsync(this HttpRequestData request, BadRequest bad, CancellationToken cancellation) =>
        request.RefuseAsync(bad.Status, bad.Error, cancellation, bad.Field);

    private sealed record Refusal(string Error, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field);
}
