using Belay.Messages;

namespace Belay.Storage.Sqlite.Rows;

/// <summary>What an idempotency key was used for, as a row.</summary>
internal static class IdempotencyRow
{
    public const string Select =
        "SELECT batch, fingerprint FROM idempotency_key WHERE organization = $organization AND scope = $scope AND key = $key AND keep_until > $now";

    public static (BatchId Batch, string Fingerprint)? Find(Statement select, IdempotencyKey key, DateTimeOffset now) =>
        select.Set("$organization", key.Organization.Value).Set("$scope", key.Scope).Set("$key", key.Key).Set("$now", now)
            .ReadFirst<(BatchId, string)?>(row => (new BatchId(row.GetInt64(0)), row.GetString(1)));
}
