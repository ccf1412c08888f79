# Reports whether the signed-in user can reset a Windows Hello PIN without losing what the PIN protects.
# A detection script of an Intune remediation: it changes nothing, and has no remediation script.
#
# Run as: the signed-in user, since `dsregcmd /status` shows CanReset under "User State" and as the user alone.
# Output: one line, CanReset=VALUE, in ASCII; nothing that tells the user, the device or the tenant.
#   VALUE is what dsregcmd shows, or NotShown where it shows no CanReset, as before a PIN is set up.
# Exit code: 0 if the PIN can be reset without loss, 1 if not (which Intune calls an issue).
#
# For signing (Set-AuthenticodeSignature) and strict policies: only operators, Test-Path, Write-Output and one
# program of Windows are used, all of which ConstrainedLanguage allows. No code is made from text, compiled or downloaded.
# Source: https://learn.microsoft.com/entra/identity/devices/troubleshoot-device-dsregcmd#user-state

$ErrorActionPreference = 'Stop'

# A 32-bit PowerShell finds another folder under System32, which has no dsregcmd.
$program = "$env:SystemRoot\Sysnative\dsregcmd.exe"
if (-not (Test-Path -LiteralPath $program)) {
    $program = "$env:SystemRoot\System32\dsregcmd.exe"
}

$value = 'NotShown'
foreach ($line in (& $program /status)) {
    if ($line -match '^\s*CanReset\s*:\s*([A-Za-z]{1,40})\s*$') {
        $value = $Matches[1]
    }
}

Write-Output "CanReset=$value"
if ($value -eq 'NonDestructiveOnly' -or $value -eq 'DestructiveAndNonDestructive') {
    exit 0
}
exit 1
