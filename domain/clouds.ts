/** The line that lets a stack work in a cloud for which Microsoft does not document what it uses. */
export const allowUndocumentedCloud = "pulumi config set intune:allowUndocumentedCloud true";
