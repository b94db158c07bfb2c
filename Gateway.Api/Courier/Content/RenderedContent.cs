namespace Belay.Gateway.Api.Courier.Content;

/// <summary>A content in plain text.</summary>
/// <param name="Title">The title, for channels that show one.</param>
/// <param name="Body">The text.</param>
internal sealed record RenderedContent(string? Title, string Body);
